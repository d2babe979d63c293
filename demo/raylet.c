/* A stand-in for Ray's raylet: a module that schedules tasks with a little arithmetic. */

extern double exp(double), log(double), pow(double, double);
extern int clock_gettime(int, void *); /* in libc since glibc 2.17, in librt before */
extern void *PyModule_Create2(void *, int);
#ifdef PYTHON_39
/* What Cython writes when it runs under Python 3.9; the function is gone in 3.10. */
extern void *_PyGen_Send(void *, void *);
#else
extern int PyIter_Send(void *, void *, void **);
#endif

struct ray_task {
    int number;
    double load;
    double weight;
};

long ray_now(void) {
    long now[2];
    return clock_gettime(1, now) ? -1 : now[0];
}

const char ray_version[] = VERSION;

double ray_weigh(const struct ray_task *task) {
    return exp(-task->load) * task->weight + task->number;
}

void *ray_send(void *generator, void *value) {
#ifdef PYTHON_39
    return _PyGen_Send(generator, value);
#else
    void *result = 0;
    PyIter_Send(generator, value, &result);
    return result;
#endif
}

void *PyInit__raylet(void) {
    static char definition[104];
    return PyModule_Create2(definition, 1013);
}

