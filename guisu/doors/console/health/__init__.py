"""How the installation is: the page for whoever looks after the machine."""
