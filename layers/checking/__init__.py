"""Every row judged: values, places, dates and identities, with what was repaired and why."""
