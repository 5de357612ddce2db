"""Advice on careers: which roles are like one, what a change of role takes, which role fits someone's skills.

A request goes from the view to `advice`. What it needs to know of all live roles and skills stands in one `Survey`,
made once for each version of the content; `profiles` measures likeness, and `skill_names` understands what people
call a skill. Comparing a few roles side by side does not live here: that is `articles.comparisons`.
"""
