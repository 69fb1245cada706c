using System.CommandLine;
using System.ComponentModel;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.EdgeAgent.Broker;

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
        var broker = new Option<string>("--broker") { Description = "Of devices by MQTT: mqtt://USER:PASSWORD@HOST:PORT; USER alone has its password in --broker-users.", DefaultValueFactory = _ => "" };
        var users = new Option<string>("--broker-users") { Description = "Of devices by MQTT: the box's own users, DATA/broker/users.json; the one for such devices is \"device\".", DefaultValueFactory = _ => "" };
        var keys = new Option<string>("--keys") { Description = "Of key panels: a named pipe (or /dev/stdin) of keys to press, one a line.", DefaultValueFactory = _ => "" };
        var property = new Option<string[]>("--property") { Description = "NAME=VALUE, may be given several times: what the made-up device is like, such as Password=1234 or MapFile=relays-8.json." };
        var simulate = new Command("simulate-device", "Runs a made-up device until it is ended.") { driver, kind, port, path, broker, users, keys, property };
        simulate.SetAction((parsed, cancellationToken) => RunAsync(
            catalog, parsed.GetRequiredValue(driver), parsed.GetValue(property) ?? [], new BrokerPlace(parsed.GetValue(broker)!, parsed.GetValue(users)!), parsed.GetValue(keys)!, Place(parsed.GetValue(kind), parsed.GetValue(port), parsed.GetValue(path)), parsed.InvocationConfiguration, cancellationToken));
        return simulate;
    }

    /// <summary>Network: none was said, unless a path or a port says which it must be.</summary>
    private static DeviceConnection Place(ConnectionKind? kind, int port, string? path) =>
        new() { Kind = kind ?? (path is { Length: > 0 } ? ConnectionKind.Serial : ConnectionKind.Network), Port = port, Path = path ?? "" };

    private static async Task<int> RunAsync(DriverCatalog catalog, string driver, IReadOnlyList<string> properties, BrokerPlace broker, string keys, DeviceConnection place, InvocationConfiguration console, CancellationToken cancellationToken)
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
            if (keys.Length > 0) await PressAsync(device, keys, console, cancellationToken);
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
    private static async Task<int> SpeakAsync(IMqttSimulator device, string driver, IReadOnlyList<string> properties, BrokerPlace broker, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(broker.Address, UriKind.Absolute, out var address) || address is not { Scheme: "mqtt", Host.Length: > 0 })
        {
            await console.Error.WriteLineAsync($"--broker is \"{broker.Address}\"; allowed for {driver}: mqtt://USER:PASSWORD@HOST:PORT");
            return 1;
        }

        try
        {
            foreach (var property in properties) Set(device, property);
            await console.Output.WriteLineAsync($"A made-up {driver} goes to {address.Host}:{address.Port}.");
            while (true)
            {
                try
                {
                    await device.RunAsync(broker.Read(address), cancellationToken);
                }
                catch (Exception error) when (error is DeviceException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
                {
                    await console.Error.WriteLineAsync($"It tries again: {error.Message}");
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
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

    /// <summary>Presses what the pipe says, for ever.</summary>
    private static async Task PressAsync(ISimulator device, string pipe, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        if (device is not IPressable panel) throw new InvalidOperationException("It has no keys that could be pressed.");
        // Open for both, so that it does not end when somebody has said one key and gone. The line in hand cannot be cancelled.
        await using var stream = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1);
        using var lines = new StreamReader(stream, bufferSize: 128);
        while (await Task.Run(lines.ReadLine, CancellationToken.None).WaitAsync(cancellationToken) is { } key)
        {
            if (panel.Keys.Contains(key.Trim())) await panel.PressAsync(key.Trim());
            else await console.Error.WriteLineAsync($"There is no key \"{key}\"; allowed: {string.Join(", ", panel.Keys)}");
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

    /// <summary>Where the broker is and who goes there; read each time, since the box makes its users when it first starts its broker.</summary>
    private sealed record BrokerPlace(string Address, string Users)
    {
        public MqttBroker Read(Uri address)
        {
            var account = Uri.UnescapeDataString(address.UserInfo).Split(':', 2);
            var password = account.ElementAtOrDefault(1) ?? (Users.Length > 0 ? BrokerAccounts.Read(Users).FirstOrDefault(known => known.User == account[0])?.Password : null);
            return new MqttBroker { Host = address.Host, Port = address.Port > 0 ? address.Port : 1883, User = account[0], Password = password ?? "" };
        }
    }
}
