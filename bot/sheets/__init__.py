"""Spreadsheets of answers, exhibitions and dates, sent to editors and by them."""
