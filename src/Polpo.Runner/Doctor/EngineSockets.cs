using Polpo.Runner.Protocol;

namespace Polpo.Runner.Doctor;

/// <summary>Where a container engine of this machine would be asked.</summary>
internal static class EngineSockets
{
    public static InspectCheck Run()
    {
        var found = Known().Where(File.Exists).Distinct().ToList();
        return new InspectCheck(
            "engines",
            true,
            found.Count == 0 ? "no container engine's socket; bubblewrap needs none" : string.Join(", ", found),
            ""
        );
    }

    private static IEnumerable<string> Known()
    {
        if (
            Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host
            && host.StartsWith("unix://", StringComparison.Ordinal)
        )
            yield return host["unix://".Length..];
        yield return "/run/docker.sock";
        yield return "/var/run/docker.sock";
        yield return "/run/podman/podman.sock";
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { } own)
        {
            yield return $"{own}/docker.sock";
            yield return $"{own}/podman/podman.sock";
        }
    }
}
