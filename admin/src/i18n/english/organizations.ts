/** Organizations, their workspaces and their people. */
export const organizations = {
  resources: {
    organizations: {
      name: 'Organization |||| Organizations',
      empty: 'Organizations appear here when people sign up.',
      fields: {
        id: 'Id',
        name: 'Name',
        status: 'Status',
        created_at: 'Created',
        slug: 'Slug',
        plan_id: 'Plan',
        plan_status: 'Plan status',
        workspaces: 'Workspaces',
        members: 'Members',
        submissions_month: 'Submissions this month',
        submissions_limit: 'Limit',
      },
    },
    workspaces: {
      name: 'Workspace |||| Workspaces',
      empty: 'No workspaces yet.',
      fields: {
        id: 'Id',
        name: 'Name',
        organization_id: 'Organization',
        created_at: 'Created',
        slug: 'Slug',
        kind: 'Kind',
        parent_workspace_id: 'Under',
        plan_id: 'Own plan',
      },
      kind: { agency: 'Agency', business: 'Business' },
    },
    members: {
      name: 'Member |||| Members',
      empty: 'No members yet.',
      fields: {
        name: 'Name',
        organization_id: 'Organization',
        workspace_id: 'Workspace',
        status: 'Status',
        email: 'E-mail',
        role: 'Role',
        scope: 'Belongs to',
        created_at: 'Since',
      },
      role: {
        owner: 'Owner',
        admin: 'Admin',
        super_editor: 'Super editor',
        editor: 'Editor',
        collaborator: 'Collaborator',
        viewer: 'Viewer',
      },
      scope: { organization: 'Organization', workspace: 'Workspace' },
    },
  },
  lapel: {
    organization: {
      usage: 'Usage this month',
      workspaces: 'Workspaces',
      members: 'Members',
      submissions_short: '%{used} of %{limit}',
    },
  },
}
