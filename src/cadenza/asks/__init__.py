"""asks"""
