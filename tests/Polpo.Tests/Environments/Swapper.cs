namespace Polpo.Tests.Environments;

/// <summary>Swaps a folder for a link and back as fast as it can: what a hostile session does while we look.</summary>
internal sealed class Swapper : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _swapping;
    private int _swaps;

    private Swapper(string folder, string target) =>
        _swapping = Task.Run(() =>
        {
            while (!_stop.IsCancellationRequested)
            {
                Directory.Move(folder, folder + ".aside");
                File.CreateSymbolicLink(folder, target);
                File.Delete(folder);
                Directory.Move(folder + ".aside", folder);
                Interlocked.Increment(ref _swaps);
            }
        });

    public static Swapper Start(string folder, string target) => new(folder, target);

    /// <summary>Whether it has not swapped often enough yet for a try to mean something.</summary>
    public bool IsFresh => Volatile.Read(ref _swaps) < 100 && !_swapping.IsCompleted;

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _swapping;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
