using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Core;
using Polpo.Engine.Kernel;
using Polpo.Server.Errors;

namespace Polpo.Server.Hosting;

/// <summary>The composition root: the engine and Core, then the doors, on Kestrel.</summary>
internal static class ServerBuilder
{
    public static WebApplication Build(PolpoServerOptions options)
    {
        // Empty: nothing is read from the working directory, which may be a repository that others wrote.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        Log(builder.Logging, options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        // A part that cannot be made is found at the start, and not at the first request that needs it.
        builder.Host.UseDefaultServiceProvider(services => services.ValidateOnBuild = services.ValidateScopes = true);
        // Signals belong to the command line, which may host us for a single run.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddPolpoCore(CoreOptions(options)).AddDoors(options);
        options.Replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapDoors();
        return app;
    }

    private static PolpoCoreOptions CoreOptions(PolpoServerOptions options) =>
        new()
        {
            Home = options.Home,
            Database = options.Database,
            SandboxKind = options.SandboxKind,
            Works = options.Roles.Contains(ServerRole.Worker),
            Roles = string.Join(',', options.Roles.Select(role => role.ToString().ToLowerInvariant())),
            ServerName = $"{Environment.MachineName}-{Environment.ProcessId}",
            Since = options.Since,
            Variables = options.Variables,
        };

    private static void Listen(KestrelServerOptions kestrel, PolpoServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyLimit.Usual;
        if (options.UnixSocket is not { } socket)
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            return;
        }
        if (Encoding.UTF8.GetByteCount(socket) > 107)
            throw new RefusedException(
                Refusal.Invalid,
                $"The socket path {socket} is longer than the 107 bytes that Linux allows. Set POLPO_HOME to a shorter path."
            );
        File.Delete(socket);
        kestrel.ListenUnixSocket(socket);
    }

    private static void Log(ILoggingBuilder logging, PolpoServerOptions options)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Made by the container, which so disposes of it, and it writes its last lines.
        logging.Services.AddSingleton<ILoggerProvider>(_ => new FileLog(
            options.Home.At("logs", "server.log"),
            TimeProvider.System
        ));
        options.Logging?.Invoke(logging);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
