INSERT INTO task_inputs (task, input) VALUES (3, 'a long one');
