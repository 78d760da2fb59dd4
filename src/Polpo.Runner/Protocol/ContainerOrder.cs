namespace Polpo.Runner.Protocol;

/// <summary>The engine's Unix socket, and what its containers start from: an image by name, or the directory of a root file system.</summary>
internal sealed record ContainerOrder(string Socket, string Image);
