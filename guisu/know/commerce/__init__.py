"""Products, orders as shops tell of them, refunds, and what each customer has bought in all."""
