using System.CommandLine;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Simulation;

namespace Tongtang.EdgeAgent.Commands;

/// <summary><c>edge-agent simulate-device DRIVER</c>: a made-up device on a real line, for rooms without equipment. Ending it is unplugging it.</summary>
internal static class SimulateDeviceCommand
{
    public static Command Make()
    {
        var catalog = DriverCatalog.Load();
        var driver = new Argument<string>("DRIVER") { Description = $"One of: {string.Join(", ", catalog.Manifests.Select(m => m.Id))}." };
        driver.AcceptOnlyFromAmong([.. catalog.Manifests.Select(m => m.Id)]);
        var kind = new Option<ConnectionKind?>("--kind") { Description = "Tcp, Udp or Serial (a pseudo terminal); the driver's usual one if not said." };
        var port = new Option<int>("--port") { Description = "Tcp and Udp: the port on this machine; 0: any free one." };
        var path = new Option<string>("--path") { Description = "Serial: where the port shall be.", DefaultValueFactory = _ => "" };
        var simulate = new Command("simulate-device", "Runs a made-up device until it is ended.") { driver, kind, port, path };
        simulate.SetAction((parsed, cancellationToken) => RunAsync(
            catalog, parsed.GetRequiredValue(driver), parsed.GetValue(kind), parsed.GetValue(port), parsed.GetValue(path) ?? "", parsed.InvocationConfiguration, cancellationToken));
        return simulate;
    }

    private static async Task<int> RunAsync(DriverCatalog catalog, string driver, ConnectionKind? kind, int port, string path, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        var usual = catalog.Find(driver)!.Connections.Select(connection => connection.Kind).FirstOrDefault(known => known is ConnectionKind.Tcp or ConnectionKind.Udp or ConnectionKind.Serial, ConnectionKind.Tcp);
        if (catalog.Simulate(driver, TimeProvider.System) is not { } device)
        {
            await console.Error.WriteLineAsync($"There is no made-up device for {driver}.");
            return 1;
        }

        try
        {
            await using var host = SimulatorHost.Start(device, kind ?? usual, port, path: path);
            var place = host.Connection.Kind == ConnectionKind.Serial ? host.Connection.Path : $"{host.Connection.Host}:{host.Connection.Port}";
            await console.Output.WriteLineAsync($"A made-up {driver} is at {host.Connection.Kind.ToString().ToLowerInvariant()} {place}.");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Unplugged.
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or DeviceException or IOException or ArgumentException)
        {
            await console.Error.WriteLineAsync($"It cannot be had there: {error.Message}");
            return 1;
        }

        return 0;
    }
}
