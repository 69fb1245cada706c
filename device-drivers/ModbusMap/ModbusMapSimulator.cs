using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.ModbusMap;

/// <summary>A Modbus device as a map describes it: what it measures wanders slowly around a value; its relays stay where they were put.</summary>
[Simulator("modbus-map")]
internal sealed class ModbusMapSimulator : ISimulator
{
    private readonly TimeProvider _time;
    private readonly ModbusMemory _memory = new();
    private RegisterMap _map;

    public ModbusMapSimulator(TimeProvider time)
    {
        _time = time;
        _map = Own("rs-ws-n01.json");
        _memory.Refresh = Measure;
        Map = _map;
    }

    public byte Unit { get; set; } = 1;

    /// <summary>The middle of what is measured, by the readings' names; of others 1.</summary>
    public Dictionary<string, double> Values { get; } = new()
    {
        ["temperature_celsius"] = 23.5,
        ["humidity_percent"] = 48,
        ["co2_ppm"] = 820,
        ["pm25_ugm3"] = 18,
        ["pm10_ugm3"] = 31,
        ["illuminance_lux"] = 420,
        ["noise_db"] = 46,
        ["pressure_hpa"] = 1013,
        ["voltage_volts"] = 229,
        ["current_amperes"] = 1.3,
        ["power_watts"] = 290,
        ["energy_kwh"] = 512,
    };

    /// <summary>How far they wander, as a part of themselves.</summary>
    public double Wander { get; set; } = 0.02;

    /// <summary>A relay that sticks, counted from 1; 0: none.</summary>
    public int Stuck { get; set; }

    public ModbusMemory Memory => _memory;

    /// <summary>The name of a map of the driver's own files, e.g. "relays-8.json".</summary>
    public string MapFile
    {
        set => Map = Own(value);
    }

    public RegisterMap Map
    {
        get => _map;
        set
        {
            _map = value;
            if (value.Relays is not { } relays) return;
            for (var i = 0; i < relays.Channels; i++)
            {
                if (relays.Function == 1) _memory.PutBit(1, relays.Address + i, on: false);
                else _memory.Put(3, relays.Address + i, (ushort)relays.OffValue);
            }

            _memory.Written = (address, _) =>
            {
                if (Stuck > 0 && address == relays.Address + Stuck - 1) _memory.PutBit(1, address, on: false);
            };
        }
    }

    /// <summary>A map of the driver's own files.</summary>
    public static RegisterMap Own(string file) => RegisterMap.Parse(file, DriverFiles.Read(typeof(ModbusMapSimulator), "", file));

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) =>
        ModbusServer.ServeAsync(line, _time, (unit, body) => unit == Unit || unit == 0xFE ? _memory.Answer(body) : null, cancellationToken);

    private void Measure()
    {
        var wave = 1 + Wander * Math.Sin(_time.GetUtcNow().ToUnixTimeMilliseconds() / 600_000d);
        foreach (var reading in _map.Readings)
        {
            var value = Values.GetValueOrDefault(reading.Name, 1) * wave;
            if (reading.IsBit) _memory.PutBit(reading.Function, reading.Address, value > 0.5);
            else _memory.Put(reading.Function, reading.Address, RegisterCodec.Encode(reading, value));
        }
    }
}
