using System.Net;
using System.Text.Json;
using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Core.Sandboxes;

namespace Polpo.Cli.Tasks.Following;

/// <summary>Stays with a task until it is done, has failed, or waits for a person.</summary>
internal sealed class TaskRun(Invocation command, Connection connection) : IAsyncDisposable
{
    private const int MaxReconnects = 5;

    /// <summary>When nothing came for so long, the server is asked whether it can go on.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(15);

    private Connection _connection = connection;
    private string? _since;

    public PolpoClient Client => _connection.Client;

    public Connection Connection => _connection;

    /// <summary>Whether the server lives in this process and ends with it.</summary>
    public bool IsHosted => _connection.IsHosted;

    public async Task<TaskView> CreateAsync(CreateTask task, CancellationToken cancellationToken) =>
        await Client.Tasks.CreateAsync(task, cancellationToken);

    /// <summary>Shows everything on the way. When cancelled, the task is killed and what it held is given back first.</summary>
    public async Task<TaskView> FollowAsync(TaskView task, bool merges, CancellationToken cancellationToken)
    {
        var feed = new TaskFeed(task.Workspace, task.Id);
        _since = task.Id[(task.Id.IndexOf('_', StringComparison.Ordinal) + 1)..];
        try
        {
            var isWalled = (await Client.Server.StatusAsync(cancellationToken)).Sandbox != SandboxOptions.None;
            if (!isWalled)
                command.Say("No sandbox: the agent's commands run as you, with your files and your network.");
            var lines = new TaskLines((blob, token) => AssessmentAsync(task.Workspace, blob, token), isWalled)
            {
                Checks = [.. task.Expectations.Select(one => one["command"]?.ToString()).OfType<string>()],
            };
            await TaskProgress.WithAsync(
                command,
                lines,
                progress =>
                    StayAsync(
                        feed,
                        new TaskEnd(merges),
                        new StoragePatience(task.Id, () => IsHosted, command.Here.Time),
                        progress,
                        cancellationToken
                    )
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await KillAsync(task, feed);
            throw;
        }
        return await Client.Tasks.GetAsync(task.Id, cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<bool> StayAsync(
        TaskFeed feed,
        TaskEnd end,
        StoragePatience patience,
        TaskProgress progress,
        CancellationToken cancellationToken
    )
    {
        for (var reconnects = 0; ; reconnects++)
        {
            try
            {
                var items = feed.FollowAsync(Client, cancellationToken);
                await foreach (var item in items.WithPausesAsync(Pause, command.Here.Time, cancellationToken))
                {
                    reconnects = 0;
                    if (item is null)
                    {
                        progress.StillAt();
                        await patience.AskAsync(Client, cancellationToken);
                        continue;
                    }
                    patience.Reset();
                    await progress.ShowAsync(item, cancellationToken);
                    if (item.Fact is { } fact)
                        end.Note(fact);
                    if (end.IsReached && feed.OpenSessions.Count == 0)
                        return true;
                }
            }
            catch (PolpoException refused) when (refused.Status == HttpStatusCode.ServiceUnavailable)
            {
                patience.Note(refused.Message, command.Here.Time.GetUtcNow());
                await Task.Delay(Pause, command.Here.Time, cancellationToken);
            }
            catch (PolpoException lost)
                when (lost.Status is null or HttpStatusCode.Unauthorized && reconnects < MaxReconnects)
            {
                // The server that we talked to is gone or was restarted: find the new one, or become it.
                await _connection.DisposeAsync();
                _connection = await command.ConnectToWorkAsync(_since, cancellationToken);
            }
        }
    }

    private async Task KillAsync(TaskView task, TaskFeed feed)
    {
        using var limit = new CancellationTokenSource(CleanUp, command.Here.Time);
        try
        {
            await Client.Tasks.MoveAsync(task.Id, TaskAction.Kill, limit.Token);
            if (feed.OpenSessions.Count == 0)
                return;
            await foreach (var _ in feed.FollowAsync(Client, limit.Token))
            {
                if (feed.OpenSessions.Count == 0)
                    return;
            }
        }
        catch (PolpoException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            // It ended by itself at the same moment.
        }
        catch (OperationCanceledException)
        {
            command.Note(
                $"The task {task.Id} was told to stop but has not said that it did. Look: polpo task show {task.Id}"
            );
        }
    }

    private async Task<AssessmentView?> AssessmentAsync(
        string workspace,
        string blob,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var text = (await Client.Sessions.BlobAsync(blob, workspace, cancellationToken)).Text;
            return JsonSerializer.Deserialize<AssessmentView>(text, Wire.Json);
        }
        catch (Exception exception) when (exception is PolpoException or JsonException)
        {
            // A line of progress is not worth ending a run for.
            return null;
        }
    }
}
