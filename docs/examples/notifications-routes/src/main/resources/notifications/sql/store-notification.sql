-- Stores the one notification of an order; stores nothing if it is there already.
insert into notifications (order_id, merchant, message, trace_id)
values (:#orderId, :#merchant, :#message, :#traceId)
on conflict (order_id) do nothing
