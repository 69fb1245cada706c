namespace Tongtang.DeviceDrivers.Contract;

/// <summary>The way to a device: what an installer fills in, and in a driver.json the values that the device leaves the factory with. What a kind does not need stays empty.</summary>
public sealed record DeviceConnection
{
    public required ConnectionKind Kind { get; init; }

    /// <summary>tcp, udp, http: name or address.</summary>
    public string Host { get; init; } = "";

    /// <summary>tcp, udp, http: 1 to 65535.</summary>
    public int Port { get; init; }

    /// <summary>udp: the port that answers come to; 0 = any free one.</summary>
    public int LocalPort { get; init; }

    /// <summary>
    /// serial: <c>/dev/serial/by-id/…</c>, <c>/dev/ttyUSB0</c>, <c>COM3</c>. files: the folder of the sensor, or its name. keys:
    /// <c>/dev/input/by-id/…-event-kbd</c>. gpio: <c>/dev/gpiochip0</c>. mqtt: the topic below which the device speaks.
    /// http: the path.
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>serial: bits a second, 300 to 115200.</summary>
    public int Baud { get; init; } = 9600;

    /// <summary>serial: 5 to 8.</summary>
    public int DataBits { get; init; } = 8;

    public SerialParity Parity { get; init; }

    /// <summary>serial: 1 or 2.</summary>
    public int StopBits { get; init; } = 1;

    /// <summary>serial: the driver switches the direction of an RS-485 line.</summary>
    public bool Rs485 { get; init; }

    /// <summary>serial: the adapter gives back what was sent; it is taken out.</summary>
    public bool Echo { get; init; }

    /// <summary>tcp, http: TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>What two devices must not have in common, unless their driver shares ports; empty when there is no such thing.</summary>
    public string Place => Kind switch
    {
        ConnectionKind.Serial or ConnectionKind.Keys or ConnectionKind.Gpio => $"{Kind}:{Path}".ToLowerInvariant(),
        _ => "",
    };

    /// <summary>Every fault, naming field, value and what is allowed; empty when there is none.</summary>
    public IEnumerable<string> Problems()
    {
        if (Kind is ConnectionKind.Tcp or ConnectionKind.Udp or ConnectionKind.Http)
        {
            if (Host.Length is 0 or > 253 || Host.Any(c => char.IsWhiteSpace(c) || c is '/' or '@')) yield return $"host is \"{Host}\"; allowed: a name or an address";
            if (Port is < 1 or > 65535) yield return $"port is {Port}; allowed: 1 to 65535";
        }

        if (LocalPort is < 0 or > 65535) yield return $"localPort is {LocalPort}; allowed: 0 (any) to 65535";
        if (Kind is ConnectionKind.Serial or ConnectionKind.Keys or ConnectionKind.Gpio or ConnectionKind.Files && Path.Length == 0) yield return "path is empty; name the port, the device or the folder";
        if (Kind != ConnectionKind.Serial) yield break;
        if (Baud is < 300 or > 115200) yield return $"baud is {Baud}; allowed: 300 to 115200";
        if (DataBits is < 5 or > 8) yield return $"dataBits is {DataBits}; allowed: 5 to 8";
        if (StopBits is < 1 or > 2) yield return $"stopBits is {StopBits}; allowed: 1, 2";
    }
}

public enum ConnectionKind
{
    Serial,
    Tcp,
    Udp,

    /// <summary>The driver speaks HTTP to it.</summary>
    Http,

    /// <summary>By the box's broker.</summary>
    Mqtt,

    /// <summary>Sensor files of the Linux kernel (hwmon, IIO).</summary>
    Files,

    /// <summary>A keyboard of the Linux kernel (evdev).</summary>
    Keys,

    /// <summary>Lines of a Linux GPIO chip.</summary>
    Gpio,

    /// <summary>The network itself: wake-on-LAN, ping.</summary>
    Network,
}

public enum SerialParity
{
    None,
    Odd,
    Even,
}
