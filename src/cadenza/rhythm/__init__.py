"""rhythm"""
