"""What anybody may read of newsletters and of the issues that were sent.

`archived_issues` answers the API, `feeds` feed readers. What is shown was frozen when the issue was prepared; its
articles are as the public has them now.
"""
