"""What happens without anyone asking: the timetable, and the mail it leads to."""
