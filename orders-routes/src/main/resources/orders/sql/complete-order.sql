-- Gives an order its invoice; changes nothing where the order has another one. Repeating it is harmless.
update orders
set invoice_id = :#invoiceId,
    invoice_number = :#number
where id = :#orderId
  and merchant = :#merchant
  and (invoice_id is null or invoice_id = :#invoiceId)
