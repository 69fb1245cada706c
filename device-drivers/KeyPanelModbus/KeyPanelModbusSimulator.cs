using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.KeyPanelModbus;

/// <summary>A panel of eight keys with lights, and the code of the last key in a register.</summary>
[Simulator("key-panel-modbus")]
internal sealed class KeyPanelModbusSimulator : ISimulator, IPressable
{
    private readonly TimeProvider _time;

    public KeyPanelModbusSimulator(TimeProvider time)
    {
        _time = time;
        for (var i = 0; i < 8; i++)
        {
            Memory.PutBit(1, i, on: false);
            Memory.PutBit(2, i, on: false);
        }

        Memory.Put(3, 0, 0);
    }

    public ModbusMemory Memory { get; } = new();

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => ModbusServer.ServeAsync(line, _time, (unit, body) => unit == 1 ? Memory.Answer(body) : null, cancellationToken);

    public IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(1, 8).Select(n => $"key{n}")];

    /// <summary>Long enough for whoever asks ten times a second.</summary>
    public async Task PressAsync(string key)
    {
        var number = Keys.ToList().IndexOf(key);
        Hold(number, down: true);
        await Task.Delay(TimeSpan.FromMilliseconds(200), _time);
        Hold(number, down: false);
    }

    /// <param name="key">From 0.</param>
    public void Hold(int key, bool down)
    {
        Memory.PutBit(2, key, down);
        if (down) Memory.Put(3, 0, (ushort)(key + 1));
    }
}
