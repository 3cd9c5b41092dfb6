"""How staff prove that it is them: second factors, known devices, sessions they can end."""
