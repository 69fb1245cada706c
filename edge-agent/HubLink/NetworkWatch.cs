using System.Net.NetworkInformation;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>Tells when this machine's network came up or changed, so that the link need not wait its time out.</summary>
internal sealed class NetworkWatch : IDisposable
{
    public NetworkWatch() => NetworkChange.NetworkAddressChanged += OnChanged;

    public ChangeSignal Up { get; } = new();

    public void Dispose() => NetworkChange.NetworkAddressChanged -= OnChanged;

    private void OnChanged(object? sender, EventArgs e)
    {
        if (NetworkInterface.GetIsNetworkAvailable()) Up.Raise();
    }
}
