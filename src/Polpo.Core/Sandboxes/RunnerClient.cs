using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>
/// Speaks to the runner of the data folder, and starts it when there is none. Every request may be asked again: after a broken
/// connection it is.
/// </summary>
internal sealed class RunnerClient(RunnerProcess process) : IAsyncDisposable
{
    private const int Attempts = 3;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private RunnerConnection? _connection;
    private volatile LeaseRequest? _lease;
    private Task _telling = Task.CompletedTask;

    /// <exception cref="RefusedException">The runner refuses, cannot be started, or went away.</exception>
    public async Task<T> AskAsync<T>(Request request, CancellationToken cancellationToken)
        where T : Reply
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await ConnectAsync(cancellationToken);
            try
            {
                return (T)await connection.AskAsync(request, cancellationToken);
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Broken: connect anew and ask again, the runner knows what it has already been asked.
            }
            catch (IOException e)
            {
                throw new RefusedException(
                    Refusal.Unavailable,
                    $"The runner does not answer. Its log is {process.LogPath}.",
                    e
                );
            }
        }
    }

    /// <summary>Asks once, for what must not be asked again unseen.</summary>
    /// <exception cref="IOException">The connection broke; whether the runner was reached is unknown.</exception>
    public async Task<T> AskOnceAsync<T>(Request request, CancellationToken cancellationToken)
        where T : Reply => (T)await (await ConnectAsync(cancellationToken)).AskAsync(request, cancellationToken);

    /// <summary>Tells the runner for how long this server may act: at once when there is one, and first of all when there comes to be one.</summary>
    public void Hold(LeaseRequest lease)
    {
        _lease = lease;
        // A runner that hangs is not told more and more.
        if (_connection is { IsAlive: true } connection && _telling.IsCompleted)
            _telling = TellAsync(connection, lease);
    }

    private static async Task TellAsync(RunnerConnection connection, LeaseRequest lease)
    {
        try
        {
            await connection.AskAsync(lease, CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or RefusedException or ObjectDisposedException)
        {
            // The next connection begins with it.
        }
    }

    /// <summary>Sends the runner away when it holds no sandbox any more, so that nothing is left running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsAlive: true } connection)
            await RunnerProcess.StopAsync(connection);
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connecting.Dispose();
    }

    private async Task<RunnerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsAlive: true } ready)
            return ready;
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsAlive: true } other)
                return other;
            if (_connection is { } dead)
                await dead.DisposeAsync();
            var made = await process.ConnectAsync(cancellationToken);
            if (_lease is { } lease)
                await TellAsync(made, lease);
            return _connection = made;
        }
        finally
        {
            _connecting.Release();
        }
    }
}
