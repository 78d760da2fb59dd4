namespace Polpo.Runner.Linux;

/// <summary>
/// A thread for one piece of work that changes what the thread sees (its mounts, its network) and ends with it. What the work throws
/// is told to who waits; on a thread of its own it would end the runner, and every sandbox with it.
/// </summary>
internal static class ThrownAwayThread
{
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(work, done)) { IsBackground = true, Name = name }.Start();
        return done.Task;
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception e) when (done.TrySetException(e)) { }
    }
}
