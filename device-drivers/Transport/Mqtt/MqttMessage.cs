using System.Text;

namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>A message of a topic.</summary>
/// <param name="QualityOfService">0 at most once, 1 at least once, 2 exactly once.</param>
/// <param name="Retained">To be sent: the broker keeps it and gives it to whoever subscribes later. Received: it was kept, and is not news.</param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, int QualityOfService = 1, bool Retained = false)
{
    public static MqttMessage Of(string topic, string payload, int qualityOfService = 1, bool retained = false) =>
        new(topic, Encoding.UTF8.GetBytes(payload), qualityOfService, retained);

    /// <summary>The payload as text; bytes that are no UTF-8 become replacement characters.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);
}
