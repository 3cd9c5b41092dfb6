"""What is told of people: words of the profile, birthdays, when they were seen."""
