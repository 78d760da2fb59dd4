namespace Polpo.Tests.Environments;

/// <summary>Swaps a folder for a link and back as fast as it can: what a hostile session does while we look.</summary>
internal sealed class Swapper : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _swapping;

    private Swapper(string folder, string target) =>
        _swapping = Task.Run(() =>
        {
            var swaps = 0;
            while (!_stop.IsCancellationRequested)
            {
                Directory.Move(folder, folder + ".aside");
                File.CreateSymbolicLink(folder, target);
                File.Delete(folder);
                Directory.Move(folder + ".aside", folder);
                swaps++;
            }
            return swaps;
        });

    public static Swapper Start(string folder, string target) => new(folder, target);

    /// <returns>How often it swapped.</returns>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _swapping;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
