"""How strangers become customers: the first words they are greeted with."""
