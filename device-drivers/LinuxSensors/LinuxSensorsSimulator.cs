using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.LinuxSensors;

/// <summary>An SCD4x as the kernel shows it: raw numbers with scales and offsets, new every five seconds.</summary>
[Simulator("linux-sensors")]
internal sealed class LinuxSensorsSimulator(TimeProvider time) : ISimulator
{
    public int Ppm { get; set; } = 640;

    public double Celsius { get; set; } = 24;

    public double Percent { get; set; } = 45;

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        await SayAsync(line, "in_concentration_co2_scale=0.000100000\nin_temp_offset=-16852.114286\nin_temp_scale=2.670288085\nin_humidityrelative_scale=1.525878906", cancellationToken);
        while (true)
        {
            var temperature = Math.Round(Celsius * 1000 / 2.670288085 + 16852.114286);
            var humidity = Math.Round(Percent * 1000 / 1.525878906);
            await SayAsync(line, string.Create(CultureInfo.InvariantCulture, $"in_concentration_co2_raw={Ppm}\nin_temp_raw={temperature}\nin_humidityrelative_raw={humidity}"), cancellationToken);
            await SayAsync(line, "name=scd4x", cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(5), time, cancellationToken);
        }
    }

    private static ValueTask SayAsync(ILink line, string text, CancellationToken cancellationToken) => line.SendAsync(Encoding.UTF8.GetBytes(text), sensitive: false, cancellationToken);
}
