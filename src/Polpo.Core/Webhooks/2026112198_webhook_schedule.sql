alter table webhook_deliveries add column schedule text;
