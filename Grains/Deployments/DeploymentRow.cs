using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Weights;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>A row of <c>deployments</c>.</summary>
internal sealed record DeploymentRow
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public int Revision { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>The artifact that holds the weights.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How the weights are held in memory.</summary>
    public required string DType { get; init; }

    public required string Architecture { get; init; }

    public long ParameterCount { get; init; }

    public int InputSize { get; init; }

    public int OutputSize { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>How many replicas there are to be now.</summary>
    public int DesiredReplicas { get; init; } = 1;

    public int MinReplicas { get; init; } = 1;

    public int MaxReplicas { get; init; } = 1;

    /// <summary>How many replicas are called; counted when the row is read.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>The agent that was deployed; null for a network.</summary>
    public string? Agent { get; init; }

    public string RestartMode { get; init; } = nameof(Interfaces.Processes.RestartMode.Always);

    public int? MaxRestarts { get; init; }

    public long BackoffMs { get; init; } = ProcessSettings.DefaultBackoffMs;

    /// <summary>What is set aside for each replica; 0 for what it needs.</summary>
    public long MemoryBytes { get; init; }

    public int ComputeWeight { get; init; } = 1;

    public long StorageBytes { get; init; }

    public int Agents { get; init; }

    public bool Pinned { get; init; }

    /// <summary>The namespace that its process sees.</summary>
    public long Namespace { get; init; }

    /// <summary>How often in a row it has failed.</summary>
    public int Failures { get; init; }

    public string? Failure { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? FailedAt { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? RestartAt { get; init; }

    public RestartPolicy Policy => new(Enum.Parse<Interfaces.Processes.RestartMode>(RestartMode), MaxRestarts, BackoffMs);

    public ReplicaRange Replicas => new(MinReplicas, MaxReplicas);

    public DeploymentId DeploymentId => new(Id);

    public DeploymentType Kind => Enum.Parse<DeploymentType>(Type);

    public DeploymentStatus State => Enum.Parse<DeploymentStatus>(Status);

    public WeightsKey Weights => new(Sha256, Quantized.Parse(DType));

    /// <summary>A deployment of an agent, which has neither weights nor replicas.</summary>
    public static DeploymentRow OfAgent(string name, string agent, long created) => new()
    {
        Name = name,
        Type = nameof(DeploymentType.CivicAgent),
        Status = nameof(DeploymentStatus.Running),
        Revision = 1,
        ModelVersion = string.Empty,
        Sha256 = string.Empty,
        DType = string.Empty,
        Architecture = string.Empty,
        Created = created,
        DesiredReplicas = 0,
        MinReplicas = 0,
        MaxReplicas = 0,
        Agent = agent,
    };

    /// <summary>A deployment of a service, which has neither weights nor replicas of its own.</summary>
    /// <param name="name">What users call it, and what it answers as.</param>
    /// <param name="steps">Its steps as text.</param>
    /// <param name="inputSize">Numbers in one input row.</param>
    /// <param name="outputSize">Numbers in one output row.</param>
    /// <param name="created">When it was deployed.</param>
    public static DeploymentRow OfService(string name, string steps, int inputSize, int outputSize, long created) =>
        Without(DeploymentType.Service, name, name, steps, inputSize, outputSize, created);

    /// <summary>A deployment of a task.</summary>
    /// <param name="name">What users call it.</param>
    /// <param name="taskType">The type of the tasks.</param>
    /// <param name="schedule">When they are run, as text.</param>
    /// <param name="created">When it was deployed.</param>
    public static DeploymentRow OfTask(string name, string taskType, string schedule, long created) =>
        Without(DeploymentType.DistributedTask, name, taskType, schedule, inputSize: 0, outputSize: 0, created);

    /// <summary>The same, its process being run in a certain way. The namespace is given to it once it has a number.</summary>
    public DeploymentRow Run(ProcessSettings settings) => this with
    {
        RestartMode = settings.Restart.ToString(),
        MaxRestarts = settings.MaxRestarts,
        BackoffMs = settings.BackoffMs,
        MemoryBytes = settings.Granted.MemoryBytes,
        ComputeWeight = settings.Granted.ComputeWeight,
        StorageBytes = settings.Granted.StorageBytes,
        Agents = settings.Granted.Agents,
        Pinned = settings.Pinned,
    };

    /// <summary>What is served.</summary>
    public RevisionRow ToRevision() => new()
    {
        Revision = Revision,
        ModelVersion = ModelVersion,
        Sha256 = Sha256,
        DType = DType,
        Architecture = Architecture,
        ParameterCount = ParameterCount,
        InputSize = InputSize,
        OutputSize = OutputSize,
    };

    public DeploymentInfo ToInfo() => new(
        DeploymentId,
        Name,
        Kind,
        State,
        Revision,
        ModelVersion,
        Architecture,
        ParameterCount,
        InputSize,
        OutputSize,
        DateTimeOffset.FromUnixTimeMilliseconds(Created),
        DType,
        Replicas,
        DesiredReplicas,
        ReadyReplicas,
        Agent,
        new ProcessInfo(
            Policy.Mode,
            MaxRestarts,
            TimeSpan.FromMilliseconds(BackoffMs),
            Failures,
            Failure,
            Time(FailedAt),
            Time(RestartAt),
            new GrantedResources(MemoryBytes, ComputeWeight, StorageBytes, Agents),
            Pinned,
            Namespace));

    public DeploymentRoute ToRoute(IEnumerable<ReplicaRow> replicas, Func<SiloAddress, ReplicaPlace?> placeOn)
    {
        var ready = replicas.Where(replica => replica.IsReady).ToArray();
        return new DeploymentRoute(
            DeploymentId,
            State,
            [.. ready.Select(replica => replica.Id)],
            ModelVersion,
            InputSize,
            OutputSize,
            [.. ready.Select(replica => replica.SiloAddress is { } silo ? placeOn(silo) : null)],
            Agent,
            Kind,
            State == DeploymentStatus.Failed ? Why() : null,
            State == DeploymentStatus.Failed && RestartAt is not null);
    }

    /// <summary>A deployment without replicas.</summary>
    private static DeploymentRow Without(
        DeploymentType type, string name, string version, string text, int inputSize, int outputSize, long created) => new()
        {
            Name = name,
            Type = type.ToString(),
            Status = nameof(DeploymentStatus.Running),
            Revision = 1,
            ModelVersion = version,
            Sha256 = string.Empty,
            DType = string.Empty,
            Architecture = text,
            InputSize = inputSize,
            OutputSize = outputSize,
            Created = created,
            DesiredReplicas = 0,
            MinReplicas = 0,
            MaxReplicas = 0,
        };

    /// <summary>Why it has failed, and what becomes of it.</summary>
    private string Why() => RestartAt is { } at
        ? $"{DeploymentId} has failed: {Failure} It is started again at {DateTimeOffset.FromUnixTimeMilliseconds(at):HH:mm:ss} UTC."
        : $"{DeploymentId} has failed: {Failure} It is not started again by itself; POST /inferno/deployments/{DeploymentId}/start does it.";

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
