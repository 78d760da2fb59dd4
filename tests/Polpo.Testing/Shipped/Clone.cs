namespace Polpo.Testing.Shipped;

/// <summary>A person's repository: real files, real git.</summary>
public sealed class Clone(ShippedPolpo polpo, string name)
{
    public string Path { get; } = System.IO.Path.Combine(polpo.Folder, name);

    public async Task<Clone> InitAsync(IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path);
        foreach (var (file, text) in files)
        {
            var path = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, cancellationToken);
        }
        await GitAsync(cancellationToken, "init", "-q", "-b", "main");
        await GitAsync(cancellationToken, "add", "-A");
        await GitAsync(cancellationToken, "commit", "-q", "-m", "First");
        return this;
    }

    /// <summary>What git printed; it must succeed.</summary>
    public async Task<string> GitAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        string[] all = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org", .. arguments];
        var ended = await Commands.RunAsync("git", all, Path, polpo.Variables, cancellationToken);
        return ended.ExitCode == 0
            ? ended.Output.Trim()
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {ended}");
    }
}
