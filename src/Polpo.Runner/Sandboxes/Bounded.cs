namespace Polpo.Runner.Sandboxes;

/// <summary>Bounds every wait for what is not ours to end: a program, an engine, the kernel. Who asked is told instead of waiting for ever.</summary>
internal static class Bounded
{
    /// <summary>For another program to come up, also on a machine that is busy.</summary>
    public static readonly TimeSpan Opening = TimeSpan.FromMinutes(1);

    /// <summary>For processes that were killed to be gone. One that waits for a disk or a server that does not answer is not.</summary>
    public static readonly TimeSpan Ending = TimeSpan.FromSeconds(30);

    /// <exception cref="RunnerFault">It took longer; <paramref name="otherwise"/> is the message.</exception>
    public static async Task<T> WithinAsync<T>(
        this Task<T> task,
        TimeSpan patience,
        TimeProvider time,
        string otherwise
    )
    {
        await ((Task)task).WithinAsync(patience, time, otherwise);
        return await task;
    }

    /// <exception cref="RunnerFault">It took longer; <paramref name="otherwise"/> is the message.</exception>
    public static async Task WithinAsync(this Task task, TimeSpan patience, TimeProvider time, string otherwise)
    {
        try
        {
            await task.WaitAsync(patience, time);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw RunnerFault.Unavailable(otherwise, e);
        }
    }
}
