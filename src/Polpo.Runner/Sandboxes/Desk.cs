using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Polpo.Runner.Egress;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Sandboxes;

/// <summary>All open sandboxes of this data folder.</summary>
internal sealed partial class Desk(string folder, IReadOnlyList<IDriver> drivers, EgressDoor egress, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Task<Sandbox>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _closing = new(StringComparer.Ordinal);

    /// <summary>When a sandbox was first opened on a worktree: what is written from then on counts, also after it was opened anew.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    public EgressDoor Egress => egress;

    public int Count => _open.Count;

    public bool Busy => _open.Values.Any(sandbox => !sandbox.IsCompletedSuccessfully || sandbox.Result.Busy);

    public IReadOnlyList<SandboxState> States =>
        [.. _open.Values.Where(sandbox => sandbox.IsCompletedSuccessfully).Select(sandbox => sandbox.Result.State)];

    public async Task<OpenReply> OpenAsync(SandboxOrder order, string? spare)
    {
        Check(order);
        if (spare is not null && Adopt(order, spare))
            return new OpenReply(order.Kind, Reused: false);
        if (spare is not null)
            _ = CloseAsync(spare);
        var mine = new TaskCompletionSource<Sandbox>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sandbox = await EnterAsync(order.Id, mine.Task);
        if (sandbox != mine.Task)
            return new OpenReply((await sandbox).Kind, Reused: true);
        try
        {
            mine.SetResult(await OpenNewAsync(order));
            _ = ForgetAtEndAsync(mine.Task.Result);
            return new OpenReply(mine.Task.Result.Kind, Reused: false);
        }
        catch (Exception e)
        {
            _open.TryRemove(order.Id, out _);
            mine.SetException(e);
            _ = mine.Task.Exception;
            throw;
        }
    }

    /// <exception cref="RunnerFault">There is no such sandbox.</exception>
    public async Task<Sandbox> FindAsync(string id) =>
        _open.TryGetValue(id, out var sandbox)
            ? await sandbox
            : throw RunnerFault.NotFound($"No sandbox {id} is open.");

    /// <summary>One that can take a command; one that has ended by itself is none any more.</summary>
    /// <exception cref="RunnerFault">There is no such sandbox.</exception>
    public async Task<Sandbox> FindLiveAsync(string id)
    {
        if (await FindAsync(id) is { Ended.IsCompleted: false } live)
            return live;
        await CloseAsync(id, opening => opening.IsCompletedSuccessfully && opening.Result.Ended.IsCompleted);
        throw RunnerFault.NotFound($"The sandbox {id} has ended.");
    }

    public Task CloseAsync(string id) => CloseAsync(id, _ => true);

    public Task CloseAllAsync() => Task.WhenAll(_open.Keys.Select(CloseAsync));

    /// <summary>Gives a spare to the session whose order is the spare's own but for the names. Once: it is no spare any more.</summary>
    private bool Adopt(SandboxOrder order, string spare)
    {
        lock (_gate)
        {
            if (_open.ContainsKey(order.Id) || _closing.ContainsKey(order.Id))
                return false;
            if (!_open.TryGetValue(spare, out var opening) || !opening.IsCompletedSuccessfully)
                return false;
            if (!opening.Result.TryAdopt(order))
                return false;
            _open.TryRemove(spare, out _);
            _open[order.Id] = opening;
            return true;
        }
    }

    private async Task CloseAsync(string id, Func<Task<Sandbox>, bool> isMeant)
    {
        Task? closing;
        lock (_gate)
            if (_open.TryGetValue(id, out var opening) && isMeant(opening) && _open.TryRemove(id, out _))
                _closing[id] = closing = Task.Run(() => EndAsync(id, opening));
            else
                _closing.TryGetValue(id, out closing);
        await (closing ?? Task.CompletedTask);
    }

    /// <summary>Waits until an earlier sandbox of the id has gone: both would stand in the same folder.</summary>
    private async Task<Task<Sandbox>> EnterAsync(string id, Task<Sandbox> mine)
    {
        while (true)
        {
            Task? closing;
            lock (_gate)
                if (!_closing.TryGetValue(id, out closing))
                    return _open.GetOrAdd(id, mine);
            await closing;
        }
    }

    private async Task EndAsync(string id, Task<Sandbox> opening)
    {
        try
        {
            await (await opening).DisposeAsync();
        }
        finally
        {
            lock (_gate)
                _closing.Remove(id);
        }
    }

    private async Task<Sandbox> OpenNewAsync(SandboxOrder order)
    {
        var driver =
            drivers.SingleOrDefault(candidate => candidate.Kind == order.Kind)
            ?? throw RunnerFault.Invalid(
                $"There is no sandbox of the kind \"{order.Kind}\". Kinds: {string.Join(", ", drivers.Select(candidate => candidate.Kind))}."
            );
        var own = Directory.CreateDirectory(Path.Combine(folder, order.Id)).FullName;
        try
        {
            egress.Prepare(order, own);
            return await EquipAsync(order, await driver.OpenAsync(order, own), own);
        }
        catch
        {
            SandboxFolder.Remove(own);
            throw;
        }
    }

    private async Task<Sandbox> EquipAsync(SandboxOrder order, IHold hold, string own)
    {
        try
        {
            var way = await egress.OpenAsync(order, hold);
            return new Sandbox(
                order,
                hold,
                own,
                way,
                its => new SandboxWatch(its, hold, own, Since(its.Worktree), time),
                time
            );
        }
        catch
        {
            _ = DropAsync(hold);
            throw;
        }
    }

    private DateTimeOffset Since(string worktree)
    {
        foreach (var gone in _since.Keys.Where(path => !Directory.Exists(path)))
            _since.TryRemove(gone, out _);
        return _since.GetOrAdd(worktree, time.GetUtcNow());
    }

    private static async Task DropAsync(IHold hold)
    {
        await hold.CloseAsync();
        await hold.DisposeAsync();
    }

    /// <summary>A sandbox that was ended from inside is no sandbox any more: the next command opens a new one.</summary>
    private async Task ForgetAtEndAsync(Sandbox sandbox)
    {
        await sandbox.Ended;
        // Not another of the same id that has been opened since.
        await CloseAsync(sandbox.Order.Id, opening => opening.IsCompletedSuccessfully && opening.Result == sandbox);
    }

    private static void Check(SandboxOrder order)
    {
        if (!NamePattern().IsMatch(order.Id) || !NamePattern().IsMatch(order.Workspace))
            throw RunnerFault.Invalid(
                "A sandbox's id and its workspace are up to 100 letters, digits, \"_\", \"-\" and \".\", and begin with a letter or digit."
            );
        if (!Directory.Exists(order.Worktree))
            throw RunnerFault.Invalid($"The worktree {order.Worktree} does not exist.");
        if (order.Root is { } root)
            RootFolder.Check(root);
        if (order.Mirror is not null && !Directory.Exists(order.Mirror))
            throw RunnerFault.Invalid($"The mirror {order.Mirror} does not exist.");
        if (order.Variables.Keys.FirstOrDefault(name => !VariablePattern().IsMatch(name)) is { } wrong)
            throw RunnerFault.Invalid($"\"{wrong}\" is not the name of an environment variable.");
        if (order.Variables.FirstOrDefault(variable => variable.Value.Contains('\0')) is { Key: not null } nul)
            throw RunnerFault.Invalid($"The environment variable {nul.Key} holds a NUL character.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();
}
