using System.Diagnostics;
using System.Net.Http.Json;
using Polpo.Client;
using Polpo.Testing.Hosting;

namespace Polpo.EndToEnd.Browser;

/// <summary>A person's own clone of a repository whose check fails: <c>price.sh</c> prints 2.67 and should print 2.68.</summary>
internal sealed record UserClone(string Path, string Workspace)
{
    public const string Check = "sh price.sh | grep -qx 2.68";

    public static string Make(TestPolpo polpo, string name = "price-list")
    {
        var path = polpo.Home.Folder("clones", name);
        File.WriteAllText(System.IO.Path.Combine(path, "price.sh"), "# The price of the day.\necho 2.67\n");
        Git(path, "init", "--quiet", "--initial-branch=main");
        Git(path, "config", "user.name", "A person");
        Git(path, "config", "user.email", "person@example.org");
        Git(path, "add", "--all");
        Git(path, "commit", "--quiet", "--message", "Begin");
        return path;
    }

    public static async Task<UserClone> OpenAsync(TestPolpo polpo, CancellationToken cancellationToken)
    {
        var path = Make(polpo);
        using var answer = await polpo.Http.PostAsJsonAsync(
            "/api/v1/workspaces",
            new OpenWorkspace(path),
            Wire.Json,
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
        var workspace = await answer.Content.ReadFromJsonAsync<WorkspaceView>(Wire.Json, cancellationToken);
        return new UserClone(path, workspace!.Id);
    }

    public void Write(string file, string content)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    private static void Git(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        git.WaitForExit();
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} exited with {git.ExitCode}.");
    }
}
