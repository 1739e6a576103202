/// How often the calling thread has asked for memory. Linked into a program, it takes the place of its `malloc`.
unsigned long allocation_count(void);
