namespace Polpo.Tests.Runner;

/// <summary>Programs that start the runner as on a machine that lacks something. What they take away, they take from that runner alone.</summary>
internal sealed class PoorMachine : IDisposable
{
    private const string Start = "exec \"$RUNNER\" \"$@\"";

    private readonly string _folder = Directory.CreateTempSubdirectory("polpo-poor-").FullName;

    public PoorMachine() => File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);

    /// <summary>The program is deleted, in an overlay that only this runner sees.</summary>
    public string Without(string program)
    {
        foreach (var name in new[] { "upper", "work" })
            Directory.CreateDirectory(Path.Combine(_folder, name));
        return Write(
            $"""
            exec unshare -m --propagation private sh -c '
            mount -t overlay none -o lowerdir=/usr/bin,upperdir={_folder}/upper,workdir={_folder}/work /usr/bin || exit 1
            rm /usr/bin/{program} || exit 1
            {Start}' sh "$@"
            """
        );
    }

    /// <summary>Control groups are there to be read only.</summary>
    public string WithReadOnlyGroups() =>
        Write(
            $"""
            exec unshare -m --propagation private sh -c '
            for place in $(grep -o " /sys/fs/cgroup[^ ]*" /proc/self/mountinfo); do mount -o remount,bind,ro $place || exit 1; done
            {Start}' sh "$@"
            """
        );

    /// <summary>Nothing is mounted where control groups are looked for.</summary>
    public string WithoutGroups() =>
        Write(
            $"""
            exec unshare -m --propagation private sh -c 'mount -t tmpfs none /sys/fs/cgroup || exit 1
            {Start}' sh "$@"
            """
        );

    /// <summary>A user namespace of its own, with every user of ours, in which no further one may be made.</summary>
    public string WithoutUserNamespaces()
    {
        var (ready, go) = (Path.Combine(_folder, "ready"), Path.Combine(_folder, "go"));
        return Write(
            $"""
            mkfifo '{ready}' '{go}'
            (read -r pid < '{ready}'; echo '0 0 65536' > /proc/$pid/uid_map; echo '0 0 65536' > /proc/$pid/gid_map; echo > '{go}') &
            exec unshare -U sh -c 'echo $$ > "{ready}"; read -r _ < "{go}"
            # Its rights come with the next program, which finds its user.
            exec sh -c "echo 0 > /proc/sys/user/max_user_namespaces || exit 1; exec \"\$RUNNER\" \"\$@\"" sh "$@"' sh "$@"
            """
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "runner");
        var runner = Path.Combine(AppContext.BaseDirectory, "polpo-runner");
        File.WriteAllText(path, $"#!/bin/bash\nexport RUNNER=\"${{RUNNER:-{runner}}}\"\n{text}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }
}
