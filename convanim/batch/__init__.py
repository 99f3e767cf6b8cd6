"""Many clips from one file: `course.read_course` says which, `run.run_batch` makes what has changed."""
