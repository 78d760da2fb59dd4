using Polpo.Engine.Kernel;

namespace Polpo.Core.Sandboxes;

/// <summary>The container engine of this installation and what its sandboxes start from.</summary>
/// <param name="Socket">The engine's Unix socket.</param>
/// <param name="Image">An image by name, or the directory of a root file system.</param>
public sealed record ContainerSource(string Socket, string Image)
{
    private const string UnixScheme = "unix://";
    private const string DockerSocket = "/var/run/docker.sock";
    private const string PodmanSocket = "/run/podman/podman.sock";

    /// <summary>As the settings <c>DOCKER_HOST</c> and <c>POLPO_SANDBOX_IMAGE</c> say; null without an image.</summary>
    /// <exception cref="RefusedException">The engine is named by something else than a Unix socket.</exception>
    public static ContainerSource? Read(string? dockerHost, string? image)
    {
        if (string.IsNullOrWhiteSpace(image))
            return null;
        if (string.IsNullOrWhiteSpace(dockerHost))
            return new(File.Exists(DockerSocket) || !File.Exists(PodmanSocket) ? DockerSocket : PodmanSocket, image);
        return dockerHost.StartsWith(UnixScheme + "/", StringComparison.Ordinal)
            ? new(dockerHost[UnixScheme.Length..], image)
            : throw new RefusedException(
                Refusal.Invalid,
                $"DOCKER_HOST is \"{dockerHost}\". Polpo reaches a container engine only on this machine: write unix:///path/to.sock."
            );
    }
}
