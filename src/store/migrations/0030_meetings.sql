-- Minutes of a meeting are written once, whatever comes at the same moment.
create unique index case_event_minutes on case_event (matter_id) where kind = 'meeting-minuted';
