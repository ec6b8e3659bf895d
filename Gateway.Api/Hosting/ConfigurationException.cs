namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>The process cannot run as it was configured; the message says what to change.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
