"""What a channel has no call for: colleagues are asked, reminded, and believed by what is seen."""
