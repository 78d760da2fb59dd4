using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Testing.Hosting;

namespace Polpo.Tests.Server;

/// <summary>Small real repositories, below the data folder and gone with it.</summary>
internal static class Repositories
{
    public static async Task<Workspace> OpenAsync(
        TestPolpo polpo,
        Caller caller,
        CancellationToken cancellationToken,
        string name = "shop"
    )
    {
        var path = polpo.Home.Folder("clones", name);
        await Git(path, "init", "-q", "-b", "main");
        await File.WriteAllTextAsync(Path.Combine(path, "readme.txt"), "hello\n", cancellationToken);
        await Git(path, "add", ".");
        await Git(path, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "first");
        return await polpo.Get<WorkspaceCommands>().OpenAsync(path, name, caller, cancellationToken);
    }

    private static async Task Git(string folder, params string[] arguments)
    {
        using var git = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("git", arguments) { WorkingDirectory = folder }
        )!;
        await git.WaitForExitAsync();
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} exited with {git.ExitCode}.");
    }
}
