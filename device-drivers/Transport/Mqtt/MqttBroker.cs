namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>Where a broker is and as whom to speak to it.</summary>
public sealed record MqttBroker
{
    /// <summary>A name or an address.</summary>
    public required string Host { get; init; }

    public int Port { get; init; } = 1883;

    /// <summary>Empty: without a name, as brokers allow that are open to everybody.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    public bool Tls { get; init; }

    /// <summary>PEM with the authorities that the broker's certificate may come from; empty: those of the operating system.</summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>What the broker says in our name when it loses us.</summary>
    public MqttMessage? Will { get; init; }

    /// <summary>So long may nothing come before the broker is asked whether it is there (5 s or more); half as long again, and it is lost.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The record's own words would show the password.</summary>
    public override string ToString() => $"{(Tls ? "mqtts" : "mqtt")}://{Host}:{Port}";
}
