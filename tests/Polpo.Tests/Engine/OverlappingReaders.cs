using Microsoft.Data.Sqlite;
using Polpo.Engine.Storage;

namespace Polpo.Tests.Engine;

/// <summary>Reads of which each begins before the last one has ended, so that there is never a moment without one.</summary>
internal sealed class OverlappingReaders(string file) : IDisposable
{
    private readonly SemaphoreSlim _turned = new(0);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var current = Begin(file);
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = Begin(file);
            current.Dispose();
            current = next;
            _turned.Release();
            await Task.Yield();
        }
        current.Dispose();
    }

    /// <summary>Waits until the readers have changed.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => _turned.WaitAsync(cancellationToken);

    /// <summary>A view of now, held until it is disposed.</summary>
    public static IDisposable Begin(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        foreach (var text in new[] { "begin", "select count(*) from heads" })
        {
            using var command = connection.Sql(text);
            command.ExecuteScalar();
        }
        return connection;
    }

    public void Dispose() => _turned.Dispose();
}
