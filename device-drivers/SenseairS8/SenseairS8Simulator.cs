using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.SenseairS8;

/// <summary>An S8: answers to address 254 only, zero in the first seconds, keeps its calibration period.</summary>
[Simulator("senseair-s8")]
internal sealed class SenseairS8Simulator(TimeProvider time) : ISimulator
{
    private readonly ModbusMemory _memory = Fresh();
    private readonly long _switchedOn = time.GetTimestamp();

    /// <summary>It has been on for long.</summary>
    public bool IsOn { get; set; }

    public int Ppm { get; set; } = 400;

    public ushort Status { get; set; }

    public int PeriodHours => _memory.Register(3, 0x1F);

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => ModbusServer.ServeAsync(line, time, Answer, cancellationToken);

    private byte[]? Answer(byte unit, byte[] body)
    {
        if (unit != SenseairS8Wire.AnyUnit) return null;
        var isReady = IsOn || time.GetElapsedTime(_switchedOn) > TimeSpan.FromSeconds(10);
        _memory.Put(4, 0, Status, 0, 0, (ushort)(isReady ? Ppm : 0));
        return _memory.Answer(body);
    }

    private static ModbusMemory Fresh()
    {
        var memory = new ModbusMemory();
        memory.Put(3, 0x1F, 180);
        return memory;
    }
}
