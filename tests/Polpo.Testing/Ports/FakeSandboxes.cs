using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Testing.Ports;

/// <summary>A sandbox whose commands are a function of the checkout: for tests that are about something else.</summary>
public sealed class FakeSandboxes(Func<string, string, (int ExitCode, string Output)> run) : ISandboxes
{
    private int _unclosable;

    public ConcurrentDictionary<string, SandboxSpec> Open { get; } = new();

    /// <summary>Every command, with the sandbox's id.</summary>
    public ConcurrentQueue<(string Sandbox, string Command)> Commands { get; } = new();

    /// <summary>What has left, as the runner would have it in its log: the offset counts entries.</summary>
    public ConcurrentQueue<EgressTotal> Egress { get; } = new();

    private ConcurrentQueue<string> Ended { get; } = new();

    public ConcurrentDictionary<string, ExecResult> Finished { get; } = new();

    public Task<string> SystemAsync(string? image, CancellationToken cancellationToken) => Task.FromResult("fake");

    public Task<SandboxReport> InspectAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new SandboxReport("fake", []));

    /// <summary>Why none can be opened; null: it can.</summary>
    public Exception? Lacking { get; set; }

    public Task<ISandbox> OpenAsync(SandboxSpec spec, CancellationToken cancellationToken) =>
        Lacking is not null
            ? Task.FromException<ISandbox>(Lacking)
            : Task.FromResult<ISandbox>(new FakeSandbox(this, Open.GetOrAdd(spec.Id, spec)));

    /// <summary>How many of the next that are to be closed are not.</summary>
    public int Unclosable
    {
        get => _unclosable;
        set => _unclosable = value;
    }

    public Task CloseAsync(string id, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _unclosable) >= 0)
            throw new RefusedException(Refusal.Unavailable, $"The sandbox {id} cannot be closed. Try again.");
        Open.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Open.Keys]);

    public Task EndAsync(string id, CancellationToken cancellationToken)
    {
        Ended.Enqueue(id);
        return CloseAsync(id, cancellationToken);
    }

    public Task<EgressRead> ReadEgressAsync(string id, long offset, CancellationToken cancellationToken) =>
        Task.FromResult(
            new EgressRead(
                [.. Egress.Where(total => Open.ContainsKey(id) || Ended.Contains(id)).Skip((int)offset)],
                Egress.Count
            )
        );

    private sealed class FakeSandbox(FakeSandboxes owner, SandboxSpec spec) : ISandbox
    {
        public string Id => spec.Id;

        public string Kind => "fake";

        public Task<ExecResult> ExecAsync(
            string execId,
            string command,
            TimeSpan timeLimit,
            int keep,
            Action<string>? onOutput,
            CancellationToken cancellationToken
        ) => Task.FromResult(owner.Finished.GetOrAdd($"{Id}/{execId}", _ => Run(command)));

        public Task<bool> KnowsAsync(string execId, CancellationToken cancellationToken) =>
            Task.FromResult(owner.Finished.ContainsKey($"{Id}/{execId}"));

        public Task CloseAsync(CancellationToken cancellationToken) => owner.CloseAsync(Id, cancellationToken);

        private ExecResult Run(string command)
        {
            owner.Commands.Enqueue((Id, command));
            var (exitCode, output) = owner.RunIn(spec.Worktree, command);
            return new ExecResult(
                exitCode,
                output,
                output.Length,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(output))),
                TimeSpan.Zero,
                false
            );
        }
    }

    private (int ExitCode, string Output) RunIn(string worktree, string command) => run(worktree, command);
}

/// <summary>Repositories that need nothing.</summary>
public sealed class NoEnvironments : IEnvironments
{
    public Task<EnvironmentLayer?> PrepareAsync(
        string workspace,
        Worktree worktree,
        CommitId start,
        EnvironmentSpec spec,
        Action<string>? onProgress,
        CancellationToken cancellationToken
    ) => Task.FromResult<EnvironmentLayer?>(null);
}
