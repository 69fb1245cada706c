using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Pms5003;

/// <summary>A sensor that speaks every second, counts nothing in its first seconds, and can be sent to sleep and woken.</summary>
[Simulator("pms5003")]
internal sealed class Pms5003Simulator(TimeProvider time) : ISimulator
{
    private volatile bool _asleep;
    private volatile bool _passive;
    private long _woken = time.GetTimestamp();

    /// <summary>It has been on for long.</summary>
    public bool IsOn { get; set; }

    public Particles Particles { get; set; } = new(8, 18, 31);

    public bool IsAsleep
    {
        get => _asleep;
        set => _asleep = value;
    }

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        await using var link = new FramedLink(line, Commands, time, Obey, maxFrameBytes: 64);
        while (!link.Ended.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            if (!_asleep && !_passive) await link.SendAsync(Frame(), cancellationToken);
        }
    }

    private byte[] Frame()
    {
        var counts = IsOn || time.GetElapsedTime(_woken) > TimeSpan.FromSeconds(10);
        return Pms5003Wire.Frame(Particles, counts ? [210, 70, 45, 30, 2, 1] : [0, 0, 0, 0, 0, 0], 0x9700);
    }

    private bool Obey(byte[] command)
    {
        if (command[2] == 0xE1) _passive = command[4] == 0;
        if (command[2] != 0xE4) return true;
        if (_asleep && command[4] == 1) (_woken, IsOn, _passive) = (time.GetTimestamp(), false, false);
        _asleep = command[4] == 0;
        return true;
    }

    private static FrameCut Commands(ReadOnlySpan<byte> received)
    {
        const int Length = 7;
        var start = received.IndexOf((byte)0x42);
        if (start < 0) return new(received.Length, 0);
        var rest = received[start..];
        if (rest.Length < Length) return new(start, 0);
        return Pms5003Wire.Command(rest[2], (ushort)(rest[3] << 8 | rest[4])).AsSpan().SequenceEqual(rest[..Length]) ? new(start, Length) : new(start + 1, 0);
    }
}
