using Polpo.Runner.Linux;
using Polpo.Runner.Protocol;

namespace Polpo.Runner.Containers;

/// <summary>Tells which engine answers, and whether it has the image.</summary>
internal static class EngineCheck
{
    private const string Name = "container engine";

    public static async Task<InspectCheck> RunAsync(ContainerOrder order)
    {
        using var engine = new EngineClient(order.Socket);
        try
        {
            var version = await engine.VersionAsync();
            if (Native.UserId() != 0)
                return new InspectCheck(
                    Name,
                    false,
                    $"{version.Title} answers at {order.Socket}, but container sandboxes take root.",
                    "Run the server as root, or use bubblewrap."
                );
            await RootImage.CheckAsync(engine, order.Image);
            return new InspectCheck(
                Name,
                true,
                $"{version.Title} (API {version.ApiVersion}) at {order.Socket}, image {order.Image}",
                ""
            );
        }
        catch (RunnerFault fault)
        {
            return new InspectCheck(
                Name,
                false,
                fault.Message,
                "Start the engine (systemctl start docker, or podman.socket), set DOCKER_HOST to its socket and POLPO_SANDBOX_IMAGE to an image that it has."
            );
        }
    }
}
