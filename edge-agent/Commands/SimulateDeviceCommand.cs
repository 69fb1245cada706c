using System.CommandLine;
using System.ComponentModel;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport.Mqtt;

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
        var broker = new Option<Uri?>("--broker") { Description = "Of devices by MQTT: mqtt://USER:PASSWORD@HOST:PORT; for the box's own broker USER is \"device\", and data/broker/users.json has its password." };
        var property = new Option<string[]>("--property") { Description = "NAME=VALUE, may be given several times: what the made-up device is like, such as Password=1234 or MapFile=relays-8.json." };
        var simulate = new Command("simulate-device", "Runs a made-up device until it is ended.") { driver, kind, port, path, broker, property };
        simulate.SetAction((parsed, cancellationToken) => RunAsync(
            catalog, parsed.GetRequiredValue(driver), parsed.GetValue(property) ?? [], parsed.GetValue(broker), Place(parsed.GetValue(kind), parsed.GetValue(port), parsed.GetValue(path)), parsed.InvocationConfiguration, cancellationToken));
        return simulate;
    }

    /// <summary>Network: none was said, unless a path or a port says which it must be.</summary>
    private static DeviceConnection Place(ConnectionKind? kind, int port, string? path) =>
        new() { Kind = kind ?? (path is { Length: > 0 } ? ConnectionKind.Serial : ConnectionKind.Network), Port = port, Path = path ?? "" };

    private static async Task<int> RunAsync(DriverCatalog catalog, string driver, IReadOnlyList<string> properties, Uri? broker, DeviceConnection place, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        var usual = catalog.Find(driver)!.Connections.Select(connection => connection.Kind).FirstOrDefault(known => known is ConnectionKind.Tcp or ConnectionKind.Udp or ConnectionKind.Serial, ConnectionKind.Tcp);
        if (catalog.SimulateMqtt(driver, TimeProvider.System) is { } speaker) return await SpeakAsync(speaker, driver, properties, broker, console, cancellationToken);
        if (catalog.Simulate(driver, TimeProvider.System) is not { } device)
        {
            await console.Error.WriteLineAsync($"There is no made-up device for {driver}.");
            return 1;
        }

        try
        {
            foreach (var property in properties) Set(device, property);
            await using var host = SimulatorHost.Start(device, place.Kind == ConnectionKind.Network ? usual : place.Kind, place.Port, path: place.Path);
            var where = host.Connection.Kind == ConnectionKind.Serial ? host.Connection.Path : $"{host.Connection.Host}:{host.Connection.Port}";
            await console.Output.WriteLineAsync($"A made-up {driver} is at {host.Connection.Kind.ToString().ToLowerInvariant()} {where}.");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Unplugged.
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or DeviceException or IOException or InvalidOperationException)
        {
            await console.Error.WriteLineAsync($"It cannot be had there: {error.Message}");
            return 1;
        }

        return 0;
    }

    /// <summary>A device that goes to its broker of its own accord, again whenever that is lost.</summary>
    private static async Task<int> SpeakAsync(IMqttSimulator device, string driver, IReadOnlyList<string> properties, Uri? broker, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        if (broker is not { IsAbsoluteUri: true, Scheme: "mqtt" })
        {
            await console.Error.WriteLineAsync($"--broker is \"{broker}\"; allowed for {driver}: mqtt://USER:PASSWORD@HOST:PORT");
            return 1;
        }

        var account = Uri.UnescapeDataString(broker.UserInfo).Split(':', 2);
        var at = new MqttBroker { Host = broker.Host, Port = broker.Port > 0 ? broker.Port : 1883, User = account[0], Password = account.ElementAtOrDefault(1) ?? "" };
        try
        {
            foreach (var property in properties) Set(device, property);
            await console.Output.WriteLineAsync($"A made-up {driver} is at {at}.");
            while (true)
            {
                try
                {
                    await device.RunAsync(at, cancellationToken);
                }
                catch (DeviceException error)
                {
                    await console.Error.WriteLineAsync($"It tries again: {error.Message}");
                    await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (InvalidOperationException error)
        {
            await console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>Sets a property of the made-up device by its name; which there are differs from device to device.</summary>
    private static void Set(object device, string setting)
    {
        var (name, value) = setting.Split('=', 2) is [var before, var after] ? (before, after) : (setting, "");
        var known = device.GetType().GetProperties().Where(property => property.CanWrite && TypeDescriptor.GetConverter(property.PropertyType).CanConvertFrom(typeof(string))).ToList();
        var property = known.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"--property is \"{setting}\"; this device has: {string.Join(", ", known.Select(p => p.Name))}");
        try
        {
            property.SetValue(device, TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(value));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or System.Reflection.TargetInvocationException)
        {
            throw new InvalidOperationException($"--property is \"{setting}\": {(error.InnerException ?? error).Message}", error);
        }
    }
}
